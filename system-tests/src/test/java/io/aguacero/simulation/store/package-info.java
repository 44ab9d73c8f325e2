/**
 * Valkey in memory: the commands that the pipeline uses, and its own script under a Lua interpreter. {@code
 * ScriptComparisonST} holds it to a real server.
 */
@NullMarked
package io.aguacero.simulation.store;

import org.jspecify.annotations.NullMarked;
