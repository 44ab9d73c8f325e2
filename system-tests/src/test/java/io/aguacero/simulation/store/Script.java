package io.aguacero.simulation.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.TwoArgFunction;
import org.luaj.vm2.lib.VarArgFunction;
import org.luaj.vm2.lib.jse.JsePlatform;

/** A function library as Valkey runs it: loaded once, called with keys and arguments. */
public final class Script {
    private final Map<String, LuaValue> functions = new HashMap<>();
    private Keys keys = new Keys(() -> 0);

    /** What a call came to: an answer as {@link Keys} gives them, or an error. */
    public sealed interface Outcome {
        /** It answered. */
        record Answer(@Nullable Object value) implements Outcome {}

        /** It refused. */
        record Refusal(String message) implements Outcome {}
    }

    /** Compiles a library, with its first line, which names it. */
    public Script(String source) {
        Globals globals = JsePlatform.standardGlobals();
        globals.set("redis", redis());
        // Valkey's Lua is 5.1, the interpreter's 5.2.
        globals.set("unpack", globals.get("table").get("unpack"));
        globals.get("string").set("format", new Format());
        String body = source.startsWith("#!") ? "--" + source : source;
        globals.load(body, "script").call();
    }

    /** Calls a function on keys, as FCALL does. What fails after the first write is a defect of the script. */
    public Outcome call(Keys target, String function, List<String> names, List<String> arguments) {
        keys = target;
        boolean unused = keys.writtenSinceAsked();
        try {
            LuaValue answer = functions.get(function).call(table(names), table(arguments));
            return answer.istable() && !answer.get("err").isnil()
                    ? new Outcome.Refusal(text(answer.get("err")))
                    : new Outcome.Answer(java(answer));
        } catch (LuaError e) {
            if (keys.writtenSinceAsked()) {
                throw new IllegalStateException("the script failed after it had begun to write", e);
            }
            return new Outcome.Refusal("ERR " + e.getMessage());
        }
    }

    private LuaTable redis() {
        LuaTable redis = new LuaTable();
        redis.set("call", new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs arguments) {
                List<String> command = new ArrayList<>(arguments.narg());
                for (int i = 1; i <= arguments.narg(); i++) {
                    command.add(text(arguments.arg(i)));
                }
                return lua(keys.call(command));
            }
        });
        redis.set("error_reply", new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs arguments) {
                LuaTable error = new LuaTable();
                error.set("err", arguments.arg(1));
                return error;
            }
        });
        redis.set("register_function", new TwoArgFunction() {
            @Override
            public LuaValue call(LuaValue name, LuaValue function) {
                functions.put(name.tojstring(), function);
                return NIL;
            }
        });
        return redis;
    }

    private static LuaTable table(List<String> texts) {
        LuaTable table = new LuaTable(texts.size(), 0);
        for (int i = 0; i < texts.size(); i++) {
            table.set(i + 1, string(texts.get(i)));
        }
        return table;
    }

    private static LuaString string(String text) {
        return LuaString.valueOf(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String text(LuaValue value) {
        if (value.isint()) {
            return Integer.toString(value.toint());
        }
        LuaString string = value.checkstring();
        return new String(string.m_bytes, string.m_offset, string.m_length, StandardCharsets.ISO_8859_1);
    }

    private static LuaValue lua(@Nullable Object answer) {
        return switch (answer) {
            case null -> LuaValue.FALSE;
            case Long number -> LuaValue.valueOf((double) number);
            case String text -> string(text);
            case List<?> list -> {
                LuaTable table = new LuaTable(list.size(), 0);
                for (int i = 0; i < list.size(); i++) {
                    table.set(i + 1, lua(list.get(i)));
                }
                yield table;
            }
            default -> throw new IllegalStateException("no answer of a command");
        };
    }

    private static @Nullable Object java(LuaValue answer) {
        if (answer.istable()) {
            List<@Nullable Object> list = new ArrayList<>();
            for (int i = 1; !answer.get(i).isnil(); i++) {
                list.add(java(answer.get(i)));
            }
            return list;
        }
        if (answer.type() == LuaValue.TNUMBER) {
            return answer.tolong();
        }
        return answer.isnil() || (answer.isboolean() && !answer.toboolean()) ? null : text(answer);
    }

    /** The interpreter's own doesn't format numbers as C does; only the forms that the script uses are known. */
    private static final class Format extends VarArgFunction {
        @Override
        public Varargs invoke(Varargs arguments) {
            String pattern = arguments.checkjstring(1);
            StringBuilder text = new StringBuilder();
            int next = 2;
            for (int i = 0; i < pattern.length(); i++) {
                if (pattern.charAt(i) != '%') {
                    text.append(pattern.charAt(i));
                } else if (pattern.startsWith("%.0f", i)) {
                    text.append(new java.math.BigDecimal(arguments.checkdouble(next++))
                            .setScale(0, java.math.RoundingMode.HALF_EVEN)
                            .toPlainString());
                    i += 3;
                } else if (pattern.startsWith("%02x", i)) {
                    text.append("%02x".formatted((long) arguments.checkdouble(next++)));
                    i += 3;
                } else if (pattern.startsWith("%d", i)) {
                    text.append((long) arguments.checkdouble(next++));
                    i++;
                } else if (pattern.startsWith("%s", i)) {
                    text.append(text(arguments.arg(next++)));
                    i++;
                } else {
                    throw new LuaError("the simulated Valkey doesn't format " + pattern);
                }
            }
            return string(text.toString());
        }
    }
}
