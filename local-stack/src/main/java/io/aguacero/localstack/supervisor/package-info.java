/** What {@code ./run.sh} runs: the servers and the services together, fed with the sample, supervised until the end. */
@NullMarked
package io.aguacero.localstack.supervisor;

import org.jspecify.annotations.NullMarked;
