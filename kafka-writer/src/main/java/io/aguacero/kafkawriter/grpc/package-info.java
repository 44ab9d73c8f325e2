/** The hop that router-api calls. */
@NullMarked
package io.aguacero.kafkawriter.grpc;

import org.jspecify.annotations.NullMarked;
