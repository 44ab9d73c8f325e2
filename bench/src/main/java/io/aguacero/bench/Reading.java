package io.aguacero.bench;

/** Readings of a container, 250 bytes of JSON each, with an id of its own; as those of {@code load.lua}. */
final class Reading {
    private static final int BYTES = 250;

    private Reading() {}

    /**
     * One event.
     *
     * @param run differs between runs
     * @param number differs within a run
     */
    static String json(String run, long number) {
        String head =
                "{\"producer\":\"agent-%02d.default-pool.bench\",\"metric\":\"cpu\",\"value\":%d.%02d,\"unit\":\"percent\",\"id\":\"%s-%012d\",\"container\":\""
                        .formatted(number % 64, number % 100, number % 97, run, number);
        StringBuilder json = new StringBuilder(BYTES).append(head);
        while (json.length() < BYTES - 2) {
            json.append(Character.forDigit((int) (number * 31 + json.length() * 7L) & 15, 16));
        }
        return json.append("\"}").toString();
    }
}
