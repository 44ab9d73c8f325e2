package io.aguacero.insights.http;

import io.aguacero.contracts.kinds.GroupSpec;
import io.aguacero.insights.WindowsQuery;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The address that asks the same question from a later moment on. */
final class NextPage {
    private NextPage() {}

    static String address(WindowsQuery query, Instant from) {
        StringBuilder address = new StringBuilder("/v1/kinds/")
                .append(query.kind().name())
                .append("/windows?size=")
                .append(encoded(query.window().label()))
                .append("&from=")
                .append(encoded(from.toString()))
                .append("&to=")
                .append(encoded(query.to().toString()));
        query.grouping()
                .map(GroupSpec::label)
                .ifPresent(by -> address.append("&by=").append(encoded(by)));
        if (query.paths().size() < query.kind().paths().size()) {
            query.paths().forEach(path -> address.append("&path=").append(path.label()));
        }
        return address.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
