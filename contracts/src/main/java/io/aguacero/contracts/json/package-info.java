/**
 * JSON as it comes from outside: one strict parser for the door and the consumers, so that both judge a payload alike,
 * and which tells where in a body the original bytes of each item stand, so that the hops can carry them untouched.
 *
 * <p>Start at {@link io.aguacero.contracts.json.PayloadReader}.
 */
@NullMarked
package io.aguacero.contracts.json;

import org.jspecify.annotations.NullMarked;
