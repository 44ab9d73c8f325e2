package io.aguacero.bench;

/**
 * What a load was answered.
 *
 * @param events accepted
 * @param seconds that it took
 * @param p50Millis time to answer of half of the requests
 * @param p99Millis time to answer of 99 % of the requests
 * @param refused requests that were refused or had no answer
 */
record Answers(long events, double seconds, double p50Millis, double p99Millis, long refused) {}
