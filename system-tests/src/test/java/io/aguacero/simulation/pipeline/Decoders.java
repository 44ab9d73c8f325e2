package io.aguacero.simulation.pipeline;

import com.rabbitmq.client.Delivery;
import io.aguacero.aggregation.LogRecord;
import io.aguacero.contracts.wire.HeaderReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The consumers' own reading of what stands on their brokers, which they keep to their packages. */
final class Decoders {
    private static final Method KAFKA = method(
            "io.aguacero.kafkaconsumer.kafka.RecordDecoding",
            "decode",
            ConsumerRecord.class,
            String.class,
            HeaderReader.class);
    private static final Method RABBITMQ =
            method("io.aguacero.rabbitconsumer.rabbit.MessageDecoding", "decode", Delivery.class);

    private Decoders() {}

    static LogRecord kafka(ConsumerRecord<byte[], byte[]> stored) {
        return decoded(KAFKA, stored, "the one topic", new HeaderReader());
    }

    static LogRecord rabbitmq(Delivery stored) {
        return decoded(RABBITMQ, stored);
    }

    private static LogRecord decoded(Method decode, Object... arguments) {
        try {
            return (LogRecord) decode.invoke(null, arguments);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(decode + " fails", e);
        }
    }

    private static Method method(String type, String name, Class<?>... parameters) {
        try {
            Method method = Class.forName(type).getDeclaredMethod(name, parameters);
            method.setAccessible(true);
            return method;
        } catch (ClassNotFoundException | NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }
}
