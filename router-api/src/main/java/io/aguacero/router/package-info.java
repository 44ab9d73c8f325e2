/** Decides where each event goes: a pure function of the event and the kinds in force. */
@NullMarked
package io.aguacero.router;

import org.jspecify.annotations.NullMarked;
