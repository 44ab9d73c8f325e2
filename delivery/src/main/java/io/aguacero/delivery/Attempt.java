package io.aguacero.delivery;

import io.aguacero.contracts.v1.BatchReceipt;
import io.grpc.Status;

/** How one try to hand a batch to one instance ended. */
public sealed interface Attempt {
    /** The instance answered. */
    record Answered(BatchReceipt receipt) implements Attempt {}

    /** No byte of it was read by the instance: as if it had never been tried. */
    record NotSent() implements Attempt {}

    /** The instance refused it before it was handled: nothing of it is stored. */
    record RefusedUnread() implements Attempt {}

    /** Nobody knows what became of it. */
    record Lost(Status.Code code) implements Attempt {}
}
