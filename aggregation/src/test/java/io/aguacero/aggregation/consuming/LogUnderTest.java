package io.aguacero.aggregation.consuming;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.localstack.LocalServer;
import java.util.List;
import java.util.Map;

/** A path's broker as the promises need it: a real one, written to with a plain client and the wire codecs. */
public interface LogUnderTest {
    /** Which path. */
    DeliveryPath path();

    /** The broker. */
    LocalServer broker();

    /** What the service must be told to find the broker. */
    Map<String, String> properties();

    /** Creates the logs of all shards. */
    void create(int shards) throws Exception;

    /** Deletes the logs of all shards, so that {@link #create} begins at offset 0 again. */
    void delete(int shards) throws Exception;

    /** Writes events, confirmed, in order, each to its shard. */
    void put(List<EventEnvelope> events) throws Exception;

    /**
     * Writes something that is no event between two events, as close together as the path packs them.
     *
     * @param shard all three go there
     */
    void putAround(EventEnvelope before, byte[] broken, EventEnvelope after, int shard) throws Exception;

    /** All dead letters by now. */
    List<Letter> letters() throws Exception;

    /**
     * A dead letter as it stands on the broker.
     *
     * @param headers as text
     */
    record Letter(byte[] body, Map<String, String> headers) {}
}
