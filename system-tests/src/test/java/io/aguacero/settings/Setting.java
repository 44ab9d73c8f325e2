package io.aguacero.settings;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/**
 * A setting of a service as its mapping declares it.
 *
 * @param name of the property
 */
record Setting(String name, Method declared) {
    private static final BigDecimal NEXT = new BigDecimal("0.001");

    /** All of a mapping, those of its groups too. */
    static List<Setting> of(Class<?> mapping) {
        return below(mapping, mapping.getAnnotation(ConfigMapping.class).prefix())
                .toList();
    }

    private static Stream<Setting> below(Class<?> group, String prefix) {
        return Arrays.stream(group.getMethods())
                .filter(method -> !method.isDefault())
                .flatMap(method -> {
                    String name = prefix + "." + kebab(method.getName());
                    return isGroup(method.getReturnType())
                            ? below(method.getReturnType(), name)
                            : Stream.of(new Setting(name, method));
                });
    }

    private static boolean isGroup(Class<?> type) {
        return type.isInterface() && type.getPackageName().startsWith("io.aguacero");
    }

    private static String kebab(String method) {
        return method.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** Whether a service doesn't start without it. */
    boolean required() {
        Class<?> type = declared.getReturnType();
        return !declared.isAnnotationPresent(WithDefault.class) && type != Optional.class && type != Map.class;
    }

    /** Whether both ends of what it takes are declared, if it is of a type that has ends. */
    boolean bounded() {
        Class<?> type = declared.getReturnType();
        if (type == double.class) {
            return declared.isAnnotationPresent(DecimalMin.class) && declared.isAnnotationPresent(DecimalMax.class);
        }
        if (type == int.class || type == long.class) {
            return declared.isAnnotationPresent(Min.class) && declared.isAnnotationPresent(Max.class);
        }
        return type != Duration.class
                || declared.isAnnotationPresent(DurationMin.class) && declared.isAnnotationPresent(DurationMax.class);
    }

    /** Whether it is a number of bytes. */
    boolean isSize() {
        return declared.getReturnType() == MemorySize.class;
    }

    /** Values next to what is declared to be taken, or far beyond it. */
    List<String> outOfBounds() {
        List<String> values = new ArrayList<>();
        Min min = declared.getAnnotation(Min.class);
        if (min != null) {
            values.add(Long.toString(min.value() - 1));
        }
        Max max = declared.getAnnotation(Max.class);
        if (max != null) {
            values.add(Long.toString(max.value() + 1));
        }
        DecimalMin least = declared.getAnnotation(DecimalMin.class);
        if (least != null) {
            values.add(new BigDecimal(least.value()).subtract(NEXT).toString());
        }
        DecimalMax most = declared.getAnnotation(DecimalMax.class);
        if (most != null) {
            values.add(new BigDecimal(most.value()).add(NEXT).toString());
        }
        DurationMin shortest = declared.getAnnotation(DurationMin.class);
        if (shortest != null) {
            values.add(of(shortest).minusMillis(1).toString());
        }
        DurationMax longest = declared.getAnnotation(DurationMax.class);
        if (longest != null) {
            values.add(of(longest).plusMillis(1).toString());
        }
        if (isSize()) {
            values.add("1024T");
        }
        if (declared.isAnnotationPresent(NotBlank.class)) {
            values.add(" ");
        }
        if (declared.getGenericReturnType() instanceof ParameterizedType list && list.getRawType() == List.class) {
            values.add("a-host-without-a-port");
        }
        return values;
    }

    private static Duration of(DurationMin bound) {
        return Duration.ofDays(bound.days())
                .plusHours(bound.hours())
                .plusMinutes(bound.minutes())
                .plusSeconds(bound.seconds())
                .plusMillis(bound.millis());
    }

    private static Duration of(DurationMax bound) {
        return Duration.ofDays(bound.days())
                .plusHours(bound.hours())
                .plusMinutes(bound.minutes())
                .plusSeconds(bound.seconds())
                .plusMillis(bound.millis());
    }
}
