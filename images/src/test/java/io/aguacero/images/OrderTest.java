package io.aguacero.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderTest {
    @Test
    void anImageIsNamedAfterItsRegistryServiceAndTag() {
        Order order = Order.read(List.of(
                "--registry",
                "http://registry.example:5000/team",
                "--tag",
                "1.2",
                "--platforms",
                "linux/amd64,linux/arm64"));
        assertEquals("registry.example:5000/team/router-api:1.2", order.image("router-api"));
        assertEquals(Set.of("linux/amd64", "linux/arm64"), order.platforms());
    }

    @Test
    void withoutARegistryItIsNamedAfterTheProject() {
        assertEquals(
                "aguacero/router-api:1.2",
                Order.read(List.of("--tar", "somewhere", "--tag", "1.2")).image("router-api"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--tag 1                                                     | say where the images go",
                "--tar d --tag no/slash                                      | can't be a tag",
                "--tar d                                                     | can't be a tag",
                "--tar d --tag latest                                        | take another --tag",
                "--tar d --tag 1 --platforms linux                           | isn't a platform",
                "--tar d --tag 1 --platforms linux/amd64,linux/arm64         | an archive holds one platform",
                "--tar d --tag                                               | --tag wants a value",
                "--tar d --tag 1 --colour blue                               | '--colour' is not known"
            })
    void whatCannotBeDoneIsRefusedInASentence(String arguments, String sentence) {
        String message = assertThrows(
                        Refusal.class,
                        () -> Order.read(List.of(arguments.strip().split(" +"))))
                .getMessage();
        assertEquals(sentence, message.contains(sentence) ? sentence : message);
    }
}
