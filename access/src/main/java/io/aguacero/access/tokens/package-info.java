/**
 * Tokens of an identity provider beside keys. {@link io.aguacero.access.tokens.IssuerKeys} has the provider's public keys, fetched
 * beforehand and kept while it is away; {@link io.aguacero.access.tokens.TokenJudge} says with them what a token is worth, and never
 * waits for anybody.
 */
@NullMarked
package io.aguacero.access.tokens;

import org.jspecify.annotations.NullMarked;
