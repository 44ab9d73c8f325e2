/** Processes of the operating system: started, watched, signalled by their own ids, and never left behind. */
@NullMarked
package io.aguacero.localstack.process;

import org.jspecify.annotations.NullMarked;
