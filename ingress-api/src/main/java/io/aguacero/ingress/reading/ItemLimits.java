package io.aguacero.ingress.reading;

/**
 * How much one body may hold. Its whole size is limited before it is read.
 *
 * @param itemsMax most items of a batch
 * @param eventBytesMax most bytes of one event: the JSON document that carries it, or the body in CloudEvents binary mode
 */
public record ItemLimits(int itemsMax, int eventBytesMax) {}
