package io.aguacero.insights.lineage;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.insights.EventQuery;
import java.util.Map;

/**
 * The way of an event.
 *
 * @param query what was asked for
 * @param paths each path of its kind
 */
public record EventWay(EventQuery query, Map<DeliveryPath, PathWay> paths) {}
