/** Where the answers come from: the connection to Valkey, and whether it answers. */
@NullMarked
package io.aguacero.insights.valkey;

import org.jspecify.annotations.NullMarked;
