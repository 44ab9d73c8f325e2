package io.aguacero.simulation;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.simulation.kernel.Mutation;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The simulation is worth something only if it finds what is broken: each of these breaks one line of the pipeline. */
class SimulationFindsTest {
    private static final int SEEDS = 300;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a slot of the group commit that is never freed  | delivery.GroupCommit                   | returned | freeSlot
            a bound that never hears of an answer           | delivery.BoundedSink                   | write    | leave
            a message that came back and counts as stored   | rabbitwriter.rabbit.Session            | returned | returned
            another shard on one path than on the other     | rabbitwriter.rabbit.RabbitEventSink    | packed   | getAsInt
            a delivery that stands still and isn't noticed  | aggregation.reading.LogReader          | read     | stalled
            an end of the log that is never looked up again | aggregation.reading.LogReader          | open     | nanoTime
            a dead letter that is never written             | aggregation.ShardApplier               | applyFrom | letters
            """)
    void findsInTheClasses(String defect, String type, String method, String call) {
        Mutation mutation = new Mutation("io.aguacero." + type, method, call);
        assertFound(new Simulator(List.of(mutation), UnaryOperator.identity(), arguments -> {}));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            ids that are known and counted again | if #places + #refused > 0 then return { 'KNOWN', places, refused } end
            ids that are forgotten               | chunked('SADD', prefix .. ':' .. bucket.name, bucket.ids)
            a batch beyond the position          | if from > tonumber(p.next) then return describe('GAP', p) end
            a batch from before the position     | if from < tonumber(p.next) then return describe('SEEN', p) end
            """)
    void findsInTheScript(String defect, String line) {
        UnaryOperator<String> without = script -> {
            String broken = script.replace(line, "");
            assertNotEquals(script, broken, "the script has another line by now");
            return broken;
        };
        assertFound(new Simulator(List.of(), without, arguments -> {}));
    }

    private static void assertFound(Simulator simulator) {
        assertTrue(
                LongStream.rangeClosed(1, SEEDS)
                        .anyMatch(seed -> !simulator.run(seed).isEmpty()),
                "nothing found in " + SEEDS + " seeds");
    }
}
