package io.aguacero.delivery.identity;

import io.aguacero.contracts.v1.EventHopGrpc;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Lets a call through when the caller's certificate is for a service that may call the method, and no other; a method that
 * nobody is named for is nobody's. Without mutual TLS all calls go through.
 */
public final class PeerGate implements ServerInterceptor {
    private final boolean closed;
    private final Map<String, Set<String>> callers;
    private final PeerRefusals refusals;

    /** @param callers names of services by full method name */
    PeerGate(HopSecurity security, Map<String, Set<String>> callers, PeerRefusals refusals) {
        this.closed = security instanceof HopSecurity.MutualTls;
        this.callers = Map.copyOf(callers);
        this.refusals = refusals;
    }

    /**
     * Before a service that takes batches.
     *
     * @param caller name of the service of the hop before: its certificate has it
     */
    public static PeerGate forBatchesOf(String caller, HopSecurity security, PeerRefusals refusals) {
        return new PeerGate(
                security,
                Map.of(
                        EventHopGrpc.getDeliverMethod().getFullMethodName(), Set.of(caller),
                        EventHopGrpc.getStateMethod().getFullMethodName(), Set.of(caller)),
                refusals);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (!closed) {
            return next.startCall(call, headers);
        }
        String method = call.getMethodDescriptor().getFullMethodName();
        Set<String> shown = shown(call.getAttributes());
        if (!Collections.disjoint(callers.getOrDefault(method, Set.of()), shown)) {
            return next.startCall(call, headers);
        }
        refusals.refused(
                PeerRefusal.NAME,
                "from=" + call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) + ", method=" + method + ", names="
                        + few(shown));
        // The server of Vert.x takes an end only from a listener: once the whole call is there, which nobody reads.
        call.request(2);
        return new ServerCall.Listener<>() {
            @Override
            public void onHalfClose() {
                call.close(
                        Status.PERMISSION_DENIED.withDescription("the certificate is for nobody who may call this"),
                        new Metadata());
            }
        };
    }

    private static Set<String> shown(Attributes attributes) {
        @Nullable SSLSession session = attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        try {
            return session != null && session.getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? PeerNames.of(certificate)
                    : Set.of();
        } catch (SSLPeerUnverifiedException e) {
            return Set.of();
        }
    }

    /** What a line of the log has room for. */
    private static String few(Set<String> names) {
        String all = String.join(" ", new TreeSet<>(names));
        return all.length() <= 200 ? all : all.substring(0, 200) + "…";
    }
}
