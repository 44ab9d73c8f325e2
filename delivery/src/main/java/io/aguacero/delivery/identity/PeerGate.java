package io.aguacero.delivery.identity;

import io.aguacero.contracts.v1.EventHopGrpc;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerOptions;
import java.security.cert.X509Certificate;
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
public class PeerGate implements ServerInterceptor, AutoCloseable {
    private final HopSecurity security;
    private final Map<String, String> callers;
    private final PeerRefusals refusals;

    /**
     * Before a service that takes batches.
     *
     * @param caller name of the service of the hop before: its certificate has it
     * @param security closed with this
     */
    public PeerGate(String caller, HopSecurity security, MeterRegistry registry) {
        this.security = security;
        this.callers = Map.of(
                EventHopGrpc.getDeliverMethod().getFullMethodName(), caller,
                EventHopGrpc.getStateMethod().getFullMethodName(), caller);
        this.refusals = new PeerRefusals(registry, System::nanoTime);
        IdentityMeters.register(registry, security);
    }

    /** How this service and its neighbours know each other. */
    public final HopSecurity security() {
        return security;
    }

    /** Has the server that this stands before take connections as {@link #security()} says. */
    public final void secure(HttpServerOptions options) {
        SecuredServer.secure(options, security, refusals);
    }

    @Override
    public final <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (security instanceof HopSecurity.Plaintext) {
            return next.startCall(call, headers);
        }
        String method = call.getMethodDescriptor().getFullMethodName();
        Set<String> shown = shown(call.getAttributes());
        String caller = callers.get(method);
        if (caller != null && shown.contains(caller)) {
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

    @Override
    public void close() {
        security.close();
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
