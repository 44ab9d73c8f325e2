package io.aguacero.insights.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactJsonTest {
    private final ExactJson json = new ExactJson();

    @ParameterizedTest
    @ValueSource(strings = {"41.50", "0.000000000", "-0.01", "92233720368547758.07", "100", "0.000000001"})
    void aDecimalIsWrittenDigitByDigitAndNeverWithAnExponent(String number) {
        assertEquals(number, new String(json.bytes(new BigDecimal(number)), StandardCharsets.UTF_8));
    }
}
