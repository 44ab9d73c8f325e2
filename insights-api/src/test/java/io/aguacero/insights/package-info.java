/** Questions to the running service, about a real Valkey that the consumers' own applier has filled. */
@NullMarked
package io.aguacero.insights;

import org.jspecify.annotations.NullMarked;
