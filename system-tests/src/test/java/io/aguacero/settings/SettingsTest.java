package io.aguacero.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.ingress.config.IngressConfig;
import io.aguacero.insights.config.InsightsConfig;
import io.aguacero.kafkaconsumer.config.KafkaConsumerConfig;
import io.aguacero.kafkawriter.config.KafkaWriterConfig;
import io.aguacero.rabbitconsumer.config.RabbitConsumerConfig;
import io.aguacero.rabbitwriter.config.RabbitWriterConfig;
import io.aguacero.router.config.RouterConfig;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidatorImpl;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the mappings declare of each setting is what a service refuses at its start, by the property's name. */
class SettingsTest {
    private static final List<Class<?>> MAPPINGS = List.of(
            IngressConfig.class,
            RouterConfig.class,
            KafkaWriterConfig.class,
            RabbitWriterConfig.class,
            KafkaConsumerConfig.class,
            RabbitConsumerConfig.class,
            InsightsConfig.class);

    private static Object read(Class<?> mapping, Map<String, String> given) {
        Map<String, String> values = new HashMap<>();
        Setting.of(mapping).stream()
                .filter(Setting::required)
                .forEach(setting -> values.put(setting.name(), "somewhere"));
        values.putAll(given);
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withValidator(new BeanValidationConfigValidatorImpl())
                .withMapping(mapping)
                .withDefaultValues(values)
                .build()
                .getConfigMapping(mapping);
    }

    private static DynamicTest refuses(Class<?> mapping, String name, Map<String, String> given) {
        return DynamicTest.dynamicTest(given.toString(), () -> {
            var refused = assertThrows(ConfigValidationException.class, () -> read(mapping, given));
            assertTrue(refused.getMessage().contains(name), refused::getMessage);
        });
    }

    @TestFactory
    Stream<DynamicTest> whatIsNextToTheBoundsIsRefusedByName() {
        return MAPPINGS.stream()
                .flatMap(mapping -> Setting.of(mapping).stream()
                        .flatMap(setting -> setting.outOfBounds().stream()
                                .map(value -> refuses(mapping, setting.name(), Map.of(setting.name(), value)))));
    }

    @TestFactory
    Stream<DynamicTest> noRoomAtAllIsRefusedByName() {
        String mayBeNothing = "aguacero.ingress.reading.event-loop-bytes-max";
        return MAPPINGS.stream()
                .flatMap(mapping -> Setting.of(mapping).stream()
                        .filter(Setting::isSize)
                        .filter(setting -> !setting.name().equals(mayBeNothing))
                        .map(setting -> refuses(mapping, setting.name(), Map.of(setting.name(), "0"))));
    }

    @TestFactory
    Stream<DynamicTest> settingsThatContradictEachOtherAreRefusedByName() {
        String writers = "aguacero.router.writers.";
        return Stream.of(
                refuses(
                        RouterConfig.class,
                        writers + "instances.silence-max",
                        Map.of(writers + "instances.silence-max", "100ms", writers + "instances.ask-every", "200ms")),
                refuses(
                        RouterConfig.class,
                        writers + "pending-events-max",
                        Map.of(writers + "pending-events-max", "9", writers + "batch-events-max", "10")),
                refuses(
                        RouterConfig.class,
                        writers + "deadline",
                        Map.of(writers + "deadline", "1s", writers + "call-deadline", "2s")));
    }

    @TestFactory
    Stream<DynamicTest> whatIsNoAddressOfACollectorIsRefusedByName() {
        return MAPPINGS.stream()
                .flatMap(mapping -> Setting.of(mapping).stream()
                        .map(Setting::name)
                        .filter(name -> name.endsWith(".tracing.endpoint"))
                        .flatMap(name -> Stream.of("collector:4318", "grpc://collector:4317", "http://")
                                .map(value -> refuses(mapping, name, Map.of(name, value)))));
    }

    @TestFactory
    Stream<DynamicTest> whatIsNoAddressOfTheStoreIsRefusedByName() {
        return MAPPINGS.stream()
                .flatMap(mapping -> Setting.of(mapping).stream()
                        .map(Setting::name)
                        .filter(name -> name.endsWith(".migration.hosts"))
                        .flatMap(name -> Stream.of("valkey:6379", "http://valkey:6379", "redis://", "redis://a,b")
                                .map(value -> refuses(mapping, name, Map.of(name, value)))));
    }

    @Test
    void defaultsAreTaken() {
        MAPPINGS.forEach(mapping -> assertTrue(mapping.isInstance(read(mapping, Map.of()))));
    }

    @Test
    void numbersAndDurationsHaveBothBounds() {
        assertEquals(
                List.of(),
                MAPPINGS.stream()
                        .flatMap(mapping -> Setting.of(mapping).stream())
                        .filter(setting -> !setting.bounded())
                        .map(Setting::name)
                        .toList());
    }
}
