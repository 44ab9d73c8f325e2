package io.aguacero.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LetterIdTest {
    @Test
    void theTextNamesPathShardOffsetAndIndex() {
        LetterId letter = new LetterId(DeliveryPath.RABBITMQ, 1_023, 999_999_999_999_999_999L, 12);

        assertEquals("rabbitmq/1023/999999999999999999/12", letter.toString());
        assertEquals(Optional.of(letter), LetterId.parse(letter.toString()));
        assertEquals("999999999999999999/12", letter.withinShard());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "kafka",
                "kafka/0/0",
                "kafka/0/0/0/0",
                "Kafka/0/0/0",
                "redis/0/0/0",
                "kafka/1024/0/0",
                "kafka/-1/0/0",
                "kafka/00/0/0",
                "kafka/0/01/0",
                "kafka/0/0/+1",
                "kafka/0/9999999999999999999/0",
                "kafka/0/0/4294967296",
                "kafka/0/0/0 ",
                "kafka/0/٣/0"
            })
    void anyOtherTextNamesNone(String text) {
        assertEquals(Optional.empty(), LetterId.parse(text));
    }

    @Test
    void noLetterStandsBelowZero() {
        assertThrows(IllegalArgumentException.class, () -> new LetterId(DeliveryPath.KAFKA, 0, -1, 0));
    }
}
