package io.aguacero.simulation.kernel;

import static java.util.Map.entry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.AccessFlags;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * Loads the pipeline's classes anew, with each call that reads a clock, starts a thread or waits replaced by one of {@link
 * Controlled}. A call of that sort which it doesn't know is refused when the class is loaded, so that nothing escapes the
 * virtual time unseen. With {@link Mutation}s it also breaks what the simulation has to find broken.
 */
public final class ControlledLoader extends ClassLoader {
    private static final String OURS = "io.aguacero.";
    private static final String SIMULATION = OURS + "simulation.";
    private static final ClassDesc CONTROLLED = ClassDesc.of(SIMULATION + "kernel.Controlled");

    /** Owner and name of a call, and the method of {@link Controlled} that stands in; the receiver comes first. */
    private static final Map<String, String> REPLACED = Map.ofEntries(
            entry("java.lang.System.nanoTime", "nanoTime"),
            entry("java.time.InstantSource.system", "system"),
            entry("java.util.concurrent.CompletableFuture.orTimeout", "orTimeout"),
            entry("java.util.concurrent.CompletableFuture.completeOnTimeout", "completeOnTimeout"),
            entry("java.util.concurrent.CompletableFuture.get", "get"),
            entry("java.util.concurrent.CompletableFuture.join", "join"),
            entry("java.lang.Object.wait", "wait"),
            entry("java.lang.Object.notifyAll", "notifyAll"),
            entry("java.util.concurrent.BlockingQueue.poll", "poll"),
            entry("java.util.concurrent.BlockingQueue.add", "add"),
            entry("java.lang.Thread.start", "start"),
            entry("java.lang.Thread.sleep", "sleep"),
            entry("java.lang.Thread.join", "join"),
            entry("java.lang.Thread.interrupt", "interrupt"),
            entry("java.lang.Thread$Builder$OfVirtual.start", "start"),
            entry("java.util.concurrent.Executors.newSingleThreadExecutor", "singleThread"),
            entry("java.util.concurrent.Executors.newSingleThreadScheduledExecutor", "singleThreadScheduled"),
            entry("java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor", "threadPerTask"));

    /** What would escape: the same without a replacement, and other sources of time and chance. */
    private static final Set<String> REFUSED = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.time.Instant.now",
            "java.time.Clock.systemUTC",
            "java.lang.Object.notify",
            "java.lang.Math.random",
            "java.util.UUID.randomUUID",
            "java.util.concurrent.ThreadLocalRandom.current",
            "java.util.concurrent.CompletableFuture.delayedExecutor",
            "java.util.concurrent.CompletableFuture.supplyAsync",
            "java.util.concurrent.CompletableFuture.runAsync",
            "java.util.concurrent.CountDownLatch.await",
            "java.util.concurrent.Semaphore.acquire",
            "java.util.concurrent.Semaphore.tryAcquire",
            "java.util.concurrent.BlockingQueue.take",
            "java.util.concurrent.BlockingQueue.put",
            "java.util.concurrent.BlockingQueue.offer",
            "java.util.concurrent.locks.LockSupport.park",
            "java.util.concurrent.locks.LockSupport.parkNanos",
            "java.util.concurrent.Executors.newFixedThreadPool",
            "java.util.concurrent.Executors.newCachedThreadPool",
            "java.util.concurrent.Executors.newScheduledThreadPool");

    /** A call that stands for a server, and who stands in. */
    private static final String CONNECT = "com.rabbitmq.client.ConnectionFactory.newConnection";

    private static final ClassDesc BROKER = ClassDesc.of(SIMULATION + "pipeline.RabbitBroker");

    private static final ClassDesc POOL =
            ThreadPoolExecutor.class.describeConstable().orElseThrow();
    private static final ClassDesc STRAND_POOL = ClassDesc.of(SIMULATION + "kernel.StrandPool");

    private final List<Mutation> mutations;
    private final ClassFile classFile;

    /** A loader of the pipeline as it is, or broken in some way. */
    public ControlledLoader(List<Mutation> mutations) {
        super(ControlledLoader.class.getClassLoader());
        this.mutations = List.copyOf(mutations);
        this.classFile = ClassFile.of(
                ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(getParent())
                        .orElse(ClassHierarchyResolver.defaultResolver())));
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            return ours(name) ? controlled(name) : super.loadClass(name, resolve);
        }
    }

    /** Mutations come from outside, so they are the same on either side; so is what stands in the test. */
    private static boolean ours(String name) {
        return name.startsWith(OURS) && !name.equals(Mutation.class.getName());
    }

    private Class<?> controlled(String name) throws ClassNotFoundException {
        try (InputStream resource = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (resource == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = resource.readAllBytes();
            byte[] changed = name.startsWith(SIMULATION) || name.startsWith(OURS + "contracts.v1.")
                    ? bytes
                    : changed(name, classFile.parse(bytes));
            return defineClass(name, changed, 0, changed.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] changed(String name, ClassModel model) {
        ClassTransform all = ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(() -> this::replace));
        if (calls(model, "wait")) {
            // All threads take turns, so it needs no monitor; a real one would be held while the timeline goes on.
            all = all.andThen(ControlledLoader::withoutMonitor);
        }
        for (Mutation mutation : mutations) {
            if (mutation.type().equals(name)) {
                all = mutation.transform(model).andThen(all);
            }
        }
        return classFile.transformClass(model, all);
    }

    private static boolean calls(ClassModel model, String method) {
        return model.methods().stream()
                .flatMap(one -> one.code().stream())
                .flatMap(CodeModel::elementStream)
                .anyMatch(element ->
                        element instanceof InvokeInstruction call && call.name().equalsString(method));
    }

    private static void withoutMonitor(ClassBuilder builder, ClassElement element) {
        if (element instanceof MethodModel method && method.flags().has(AccessFlag.SYNCHRONIZED)) {
            builder.transformMethod(method, (one, part) -> {
                if (part instanceof AccessFlags flags) {
                    one.withFlags(flags.flagsMask() & ~ClassFile.ACC_SYNCHRONIZED);
                } else {
                    one.with(part);
                }
            });
        } else {
            builder.with(element);
        }
    }

    /** A method reference to what is replaced. */
    private static ConstantDesc replaced(ConstantDesc argument) {
        return argument instanceof DirectMethodHandleDesc handle
                        && handle.owner().equals(ClassDesc.of("java.lang.System"))
                        && handle.methodName().equals("nanoTime")
                ? MethodHandleDesc.ofMethod(
                        DirectMethodHandleDesc.Kind.STATIC, CONTROLLED, "nanoTime", handle.invocationType())
                : argument;
    }

    private void replace(CodeBuilder builder, CodeElement element) {
        if (element instanceof NewObjectInstruction made
                && made.className().asSymbol().equals(POOL)) {
            builder.new_(STRAND_POOL);
            return;
        }
        if (element instanceof InvokeDynamicInstruction dynamic) {
            DynamicCallSiteDesc site = DynamicCallSiteDesc.of(
                    dynamic.bootstrapMethod(),
                    dynamic.name().stringValue(),
                    dynamic.typeSymbol(),
                    dynamic.bootstrapArgs().stream()
                            .map(ControlledLoader::replaced)
                            .toArray(ConstantDesc[]::new));
            builder.invokedynamic(site);
            return;
        }
        if (!(element instanceof InvokeInstruction call)) {
            builder.with(element);
            return;
        }
        String key = call.owner().asInternalName().replace('/', '.') + "."
                + call.name().stringValue();
        if (REFUSED.contains(key)) {
            throw new IllegalStateException(key + " isn't under virtual time: give it a method of Controlled");
        }
        String stand = REPLACED.get(key);
        MethodTypeDesc type = call.typeSymbol();
        if (call.opcode() == Opcode.INVOKESPECIAL && key.equals(ThreadPoolExecutor.class.getName() + ".<init>")) {
            builder.invokespecial(STRAND_POOL, "<init>", type);
        } else if (key.equals(CONNECT)) {
            builder.invokestatic(
                    BROKER, "connect", type.insertParameterTypes(0, call.owner().asSymbol()));
        } else if (stand == null || (key.endsWith(".poll") && type.parameterCount() == 0)) {
            builder.with(element);
        } else if (call.opcode() == Opcode.INVOKESTATIC) {
            builder.invokestatic(CONTROLLED, stand, type);
        } else {
            builder.invokestatic(
                    CONTROLLED, stand, type.insertParameterTypes(0, call.owner().asSymbol()));
        }
    }
}
