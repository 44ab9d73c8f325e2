/**
 * Rules over all modules: what may depend on what, how things are named, what code may not do, and that documents and
 * compiler are as the project says. Each set of rules is also tried on a {@code fixture} that breaks it.
 */
@NullMarked
package io.aguacero.rules;

import org.jspecify.annotations.NullMarked;
