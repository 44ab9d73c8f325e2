package io.aguacero.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the README tells a newcomer to type works as printed; only the ports are those of this run. */
@ExtendWith(RunningPipeline.class)
class ReadmeST {
    private static final Pattern SHELL_BLOCK = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);

    @Test
    void theCurlsOfTheReadmeWork(Pipeline pipeline) throws IOException {
        List<String> curls = curls();
        assertEquals(3, curls.size(), "one that sends an event, one that reads the total, one that asks for its way");

        String sent = run(pipeline, curls.get(0));
        assertTrue(sent.startsWith("HTTP/1.1 202 "), sent);
        assertTrue(sent.contains("\"paths\":{\"kafka\":\"stored\",\"rabbitmq\":\"stored\"}"), sent);

        pipeline.settle();
        String counted = run(pipeline, curls.get(1));
        assertTrue(counted.contains("{\"key\":{\"municipality\":\"mixco\"},\"count\":"), counted);

        String told = sent.replaceFirst("(?s).*\"time\":\"([^\"]*)\".*", "$1");
        String way = run(pipeline, curls.get(2).replaceFirst("time=[^']*", "time=" + told));
        assertTrue(
                way.matches("(?s).*\"kafka\":\\{\"status\":\"counted\".*\"rabbitmq\":\\{\"status\":\"counted\".*"),
                way);
    }

    @Test
    void bothHttpServicesSayWhatTheyAnswer(Pipeline pipeline) {
        for (String service : List.of("AGUACERO_INGRESS", "AGUACERO_INSIGHTS")) {
            try (InsightsClient client = new InsightsClient(URI.create(pipeline.endpoint(service)), "none")) {
                assertTrue(client.get("/openapi.json")
                        .orElseThrow()
                        .path("openapi")
                        .asText()
                        .startsWith("3.1"));
            }
        }
    }

    private static List<String> curls() throws IOException {
        List<String> curls = new ArrayList<>();
        Matcher blocks = SHELL_BLOCK.matcher(Files.readString(Repository.root().resolve("README.md")));
        while (blocks.find()) {
            if (blocks.group(1).startsWith("curl ")) {
                curls.add(blocks.group(1));
            }
        }
        return curls;
    }

    private static String run(Pipeline pipeline, String printed) {
        String typed = printed.replace("http://127.0.0.1:8080", pipeline.endpoint("AGUACERO_INGRESS"))
                .replace("http://127.0.0.1:8090", pipeline.endpoint("AGUACERO_INSIGHTS"));
        return new Command(
                        Path.of("bash"),
                        List.of("-c", typed.replace("curl ", "curl -sS ")),
                        Map.of("AGUACERO_API_KEY", pipeline.endpoint("AGUACERO_API_KEY")),
                        Repository.work().resolve("curl.out"))
                .expect(Duration.ofSeconds(30));
    }
}
