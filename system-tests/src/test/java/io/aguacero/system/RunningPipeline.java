package io.aguacero.system;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one pipeline that all of a JVM share: started for the first of them, stopped after the last. */
final class RunningPipeline implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Pipeline.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // Not of the root: where several JVMs share the classes, each class has a root of its own.
        return context.getStore(
                        ExtensionContext.StoreScope.LAUNCHER_SESSION,
                        ExtensionContext.Namespace.create(RunningPipeline.class))
                .computeIfAbsent(Pipeline.class, unused -> Pipeline.start(), Pipeline.class);
    }
}
