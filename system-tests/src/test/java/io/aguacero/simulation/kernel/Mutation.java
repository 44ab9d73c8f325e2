package io.aguacero.simulation.kernel;

import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A defect put into one method: the calls of another method out of it are left away, and give 0, false or null.
 *
 * @param type full name of the class
 * @param method simple name of the method, or of the lambda's prefix
 * @param call simple name of the method that is no longer called from there
 */
public record Mutation(String type, String method, String call) {

    ClassTransform transform(ClassModel model) {
        AtomicInteger left = new AtomicInteger();
        ClassTransform transform = ClassTransform.transformingMethodBodies(
                one -> one.methodName().stringValue().equals(method)
                        || one.methodName().stringValue().startsWith("lambda$" + method + "$"),
                CodeTransform.ofStateful(() -> (builder, element) -> leaveAway(builder, element, left)));
        return transform.andThen(ClassTransform.endHandler(end -> {
            if (left.get() == 0) {
                throw new IllegalStateException("there is no call of " + call + " in " + type + "." + method);
            }
        }));
    }

    private void leaveAway(CodeBuilder builder, CodeElement element, AtomicInteger left) {
        if (!(element instanceof InvokeInstruction invoke) || !invoke.name().equalsString(call)) {
            builder.with(element);
            return;
        }
        left.incrementAndGet();
        var parameters = invoke.typeSymbol().parameterList();
        for (int i = parameters.size() - 1; i >= 0; i--) {
            pop(builder, TypeKind.from(parameters.get(i)));
        }
        if (invoke.opcode() != java.lang.classfile.Opcode.INVOKESTATIC) {
            builder.pop();
        }
        switch (TypeKind.from(invoke.typeSymbol().returnType()).asLoadable()) {
            case VOID -> {}
            case LONG -> builder.lconst_0();
            case DOUBLE -> builder.dconst_0();
            case FLOAT -> builder.fconst_0();
            case REFERENCE -> builder.aconst_null();
            default -> builder.iconst_0();
        }
    }

    private static void pop(CodeBuilder builder, TypeKind kind) {
        if (kind.slotSize() == 2) {
            builder.pop2();
        } else {
            builder.pop();
        }
    }
}
