/** The hop that router-api calls. */
@NullMarked
package io.aguacero.rabbitwriter.grpc;

import org.jspecify.annotations.NullMarked;
