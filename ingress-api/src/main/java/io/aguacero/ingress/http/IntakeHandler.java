package io.aguacero.ingress.http;

import io.aguacero.access.Caller;
import io.aguacero.access.Gate;
import io.aguacero.access.Judgement;
import io.aguacero.access.Quota;
import io.aguacero.access.Reason;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery;
import io.aguacero.delivery.EventSink;
import io.aguacero.delivery.PathStates;
import io.aguacero.ingress.Admission;
import io.aguacero.ingress.Intake;
import io.aguacero.ingress.Outcome;
import io.aguacero.ingress.Refusal;
import io.aguacero.ingress.http.HttpAnswers.Answer;
import io.aguacero.ingress.observability.IngressMeters;
import io.aguacero.ingress.reading.BodyFormat;
import io.aguacero.ingress.reading.BodyReading;
import io.aguacero.tracing.Step;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The way of a request that brings events, once its key is known: is it one for here and for this key, is there room, take
 * in the body, read and check it, write what is admitted to the sink, answer. The first two are decided before the body is
 * read.
 */
final class IntakeHandler implements Handler<RoutingContext> {
    private static final Logger LOG = Logger.getLogger(IntakeHandler.class);
    /** HttpAnswers about more items than this are written on a worker thread. */
    private static final int ITEMS_ON_EVENT_LOOP_MAX = 100;

    private static final PathStates NOT_STORED = onAnyPath(PathStatus.NOT_STORED);
    private static final PathStates UNKNOWN = onAnyPath(PathStatus.UNKNOWN);

    private final Parts parts;
    private final String address;
    private final FormatChoice.Rule rule;
    private final Step step;
    private final boolean stores;

    /**
     * @param address path of the address
     * @param rule which bodies the address takes
     * @param stores whether what is admitted is stored; otherwise it is only checked
     */
    IntakeHandler(Parts parts, String address, FormatChoice.Rule rule, boolean stores) {
        this.parts = parts;
        this.address = address;
        this.rule = rule;
        this.step = Step.request(address);
        this.stores = stores;
    }

    /** What every such address works with. */
    record Parts(
            Vertx vertx,
            WorkerExecutor workers,
            Gate gate,
            Admission admission,
            EventSink sink,
            InFlight inFlight,
            IngressMeters meters,
            RequestSpans spans,
            HttpSettings settings) {}

    @Override
    public void handle(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        Exchange exchange = new Exchange(request, parts.vertx(), parts.meters(), parts.settings());
        Judgement.Known known = KeyCheck.known(routing);
        exchange.follow(parts.spans().begin(step, request));
        switch (rule.choose(request)) {
            case FormatChoice.Refuses(Refusal refusal) -> exchange.refuse(refusal);
            case FormatChoice.Takes(BodyFormat format, String kind) -> {
                if (kind == null || known.caller().mayUse(kind)) {
                    enter(exchange, known, format);
                } else {
                    count(Reason.KIND_FORBIDDEN, known.caller());
                    exchange.refuse(Admission.kindForbidden());
                }
            }
        }
    }

    private void count(Reason reason, Caller caller) {
        var unused = parts.gate().refuse(reason, caller.subject(), address);
    }

    private void enter(Exchange exchange, Judgement.Known known, BodyFormat format) {
        HttpServerRequest request = exchange.request();
        if (request.headers().contains(HttpHeaders.CONTENT_ENCODING)) {
            exchange.refuse(Refusal.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "no Content-Encoding is taken here"));
            return;
        }
        long bytesMax = parts.settings().bodyBytesMax();
        long announced = exchange.announcedBytes();
        if (announced > bytesMax) {
            exchange.refuse(BodyReceiver.tooLarge(bytesMax));
            return;
        }
        switch (known.quota().enter(announced)) {
            case Quota.Full(String what, long seconds) -> {
                count(Reason.OVER_QUOTA, known.caller());
                exchange.refuse(Refusal.of(ErrorCode.OVER_QUOTA, "the key has used up its quota of " + what), seconds);
            }
            case Quota.Stay stay -> enter(exchange, known.caller(), stay, format, announced);
        }
    }

    private void enter(Exchange exchange, Caller caller, Quota.Stay stay, BodyFormat format, long announced) {
        long bytesMax = parts.settings().bodyBytesMax();
        InFlight.Permit permit = parts.inFlight().enter(announced);
        if (permit == null) {
            stay.leave();
            exchange.refuse(BodyReceiver.overloaded());
            return;
        }
        exchange.hold(permit, stay);
        if (exchange.asksBeforehand()) {
            exchange.request().response().writeContinue();
        }
        new BodyReceiver(parts.vertx(), exchange, permit, announced, bytesMax, body -> {
                    exchange.took(0, body.length - announced);
                    received(exchange, caller, format, body);
                })
                .start(parts.settings().bodyTimeoutMillis());
    }

    private void received(Exchange exchange, Caller caller, BodyFormat format, byte[] body) {
        exchange.bodyIsThere();
        if (body.length <= parts.settings().eventLoopBytesMax()) {
            try {
                proceed(exchange, caller, read(format, caller, body));
            } catch (RuntimeException e) {
                defect(exchange, e, NOT_STORED);
            }
            return;
        }
        long timer = parts.vertx().setTimer(exchange.millisLeft(), id -> exchange.refuse(BodyReceiver.overloaded()));
        var unused = parts.workers()
                .executeBlocking(() -> read(format, caller, body), false)
                .onComplete(read -> parts.vertx().cancelTimer(timer))
                .onSuccess(arrival -> proceed(exchange, caller, arrival))
                .onFailure(failure -> defect(exchange, failure, NOT_STORED));
    }

    private Arrival read(BodyFormat format, Caller caller, byte[] body) {
        long arrival = parts.admission().arrival();
        List<Intake.Item> items = new ArrayList<>();
        BodyReading reading =
                format.read(body, item -> items.add(parts.admission().admit(item, caller, arrival)));
        return new Arrival(reading, new Intake(items));
    }

    private void proceed(Exchange exchange, Caller caller, Arrival arrival) {
        exchange.took(arrival.intake().items().size() - 1, 0);
        forbidden(arrival.intake()).ifPresent(reason -> count(reason, caller));
        if (exchange.over()) {
            // Nobody waits for it any more, and nothing of it has been handed on.
            exchange.givenUp();
            exchange.leave();
            return;
        }
        switch (arrival.reading()) {
            case BodyReading.Unusable(Refusal refusal) -> {
                exchange.refuse(refusal);
                exchange.leave();
            }
            case BodyReading.Single single -> proceed(exchange, arrival.intake(), false);
            case BodyReading.Batch batch -> proceed(exchange, arrival.intake(), true);
        }
    }

    /** Why the caller may not send one of the items; one of the reasons is enough to count and to log. */
    private static Optional<Reason> forbidden(Intake intake) {
        for (Intake.Item item : intake.items()) {
            if (item instanceof Intake.Refused(Outcome.NotTaken notTaken)) {
                ErrorCode code = notTaken.refusal().code();
                if (code == ErrorCode.KIND_FORBIDDEN) {
                    return Optional.of(Reason.KIND_FORBIDDEN);
                }
                if (code == ErrorCode.SCOPE_MISSING) {
                    return Optional.of(Reason.SCOPE_MISSING);
                }
            }
        }
        return Optional.empty();
    }

    private void proceed(Exchange exchange, Intake intake, boolean batch) {
        if (!stores) {
            exchange.answer(validated(exchange, intake, batch));
            exchange.leave();
            return;
        }
        var admitted = intake.admitted();
        if (admitted.isEmpty()) {
            answer(exchange, intake.delivered(List.of()), batch);
            exchange.leave();
            return;
        }
        long timer = parts.vertx().setTimer(exchange.millisLeft(), id -> {
            if (!exchange.over()) {
                answer(
                        exchange,
                        intake.unanswered(ErrorCode.PATH_UNAVAILABLE, "the paths didn't answer in time"),
                        batch);
            }
        });
        var unused = parts.sink()
                .write(parts.spans().followed(exchange.span(), admitted))
                .whenComplete((deliveries, failure) -> exchange.context().runOnContext(back -> {
                    parts.vertx().cancelTimer(timer);
                    exchange.leave();
                    delivered(exchange, intake, batch, deliveries, failure);
                }));
    }

    private void delivered(
            Exchange exchange, Intake intake, boolean batch, List<Delivery> deliveries, Throwable failure) {
        if (exchange.over()) {
            exchange.givenUp();
            return;
        }
        try {
            if (failure != null) {
                throw new IllegalStateException("the sink failed", failure);
            }
            answer(exchange, intake.delivered(deliveries), batch);
        } catch (RuntimeException e) {
            LOG.errorf(e, "request %s failed after its events were handed on", exchange.traceId());
            answer(exchange, intake.unanswered(ErrorCode.INTERNAL, "the service failed on this request"), batch);
        }
    }

    private void answer(Exchange exchange, List<Outcome> outcomes, boolean batch) {
        outcomes.forEach(parts.meters()::event);
        if (!batch) {
            send(exchange, HttpAnswers.single(outcomes.getFirst(), exchange::traceId));
        } else if (outcomes.size() <= ITEMS_ON_EVENT_LOOP_MAX) {
            send(exchange, HttpAnswers.batch(outcomes, exchange::traceId));
        } else {
            var unused = parts.workers()
                    .executeBlocking(() -> HttpAnswers.batch(outcomes, exchange::traceId), false)
                    .onSuccess(answer -> send(exchange, answer))
                    .onFailure(failure -> defect(exchange, failure, UNKNOWN));
        }
    }

    private void send(Exchange exchange, Answer answer) {
        if (answer.status() == HttpStatus.ACCEPTED) {
            parts.meters().storedRequest();
        } else if (answer.status() == HttpStatus.MIXED) {
            parts.meters().mixedRequest();
        }
        exchange.answer(answer);
    }

    private Answer validated(Exchange exchange, Intake intake, boolean batch) {
        List<Optional<Outcome.NotTaken>> items = intake.items().stream()
                .map(item -> item instanceof Intake.Refused(Outcome.NotTaken refused)
                        ? Optional.of(refused)
                        : Optional.<Outcome.NotTaken>empty())
                .toList();
        if (items.stream().allMatch(Optional::isEmpty)) {
            parts.meters().validRequest();
            return HttpAnswers.valid(items.size());
        }
        return batch
                ? HttpAnswers.invalid(items, exchange::traceId)
                : HttpAnswers.problem(items.getFirst().orElseThrow().refusal(), exchange::traceId);
    }

    private static void defect(Exchange exchange, Throwable failure, PathStates paths) {
        LOG.errorf(failure, "request %s failed", exchange.traceId());
        exchange.refuse(new Refusal(ErrorCode.INTERNAL, "the service failed on this request", List.of(), paths));
        exchange.leave();
    }

    private static PathStates onAnyPath(PathStatus status) {
        return PathStates.on(EnumSet.allOf(DeliveryPath.class), status);
    }

    /** A body that has been read, and its items. */
    private record Arrival(BodyReading reading, Intake intake) {}
}
