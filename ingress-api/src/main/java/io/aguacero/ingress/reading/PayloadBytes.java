package io.aguacero.ingress.reading;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.google.protobuf.ByteString;
import io.aguacero.contracts.json.PayloadReading;
import io.aguacero.contracts.json.Span;
import java.util.Map;

/** Takes members out of an object without touching the bytes of the others, so that every number keeps its own text. */
final class PayloadBytes {
    private PayloadBytes() {}

    /**
     * The object without two of its members: the other names and, verbatim, their values, in order, with no white space
     * between them.
     */
    static ByteString without(String first, String second, PayloadReading.Parsed object, byte[] body) {
        ByteString.Output out = ByteString.newOutput(object.span().length());
        String separator = "{";
        for (Map.Entry<String, Span> member : object.members().entrySet()) {
            String name = member.getKey();
            if (!name.equals(first) && !name.equals(second)) {
                writeAscii(out, separator);
                separator = ",";
                writeName(out, name);
                out.write(body, member.getValue().start(), member.getValue().length());
            }
        }
        writeAscii(out, separator.equals("{") ? "{}" : "}");
        return out.toByteString();
    }

    private static void writeName(ByteString.Output out, String name) {
        out.write('"');
        byte[] quoted = JsonStringEncoder.getInstance().quoteAsUTF8(name);
        out.write(quoted, 0, quoted.length);
        out.write('"');
        out.write(':');
    }

    private static void writeAscii(ByteString.Output out, String text) {
        for (int i = 0; i < text.length(); i++) {
            out.write(text.charAt(i));
        }
    }
}
