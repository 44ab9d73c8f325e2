package io.aguacero.delivery;

/** Whether a service, or one instance of it, takes events. */
public sealed interface PeerState {
    /** It takes events. */
    PeerState UP = new Up();

    /** It takes events. */
    record Up() implements PeerState {}

    /** It takes none: whatever is sent to it is certainly not stored. */
    record Down(String reason) implements PeerState {}
}
