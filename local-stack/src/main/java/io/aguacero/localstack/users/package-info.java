/** Users of brokers and store: their passwords, what each may do, and how servers and services are told. */
@NullMarked
package io.aguacero.localstack.users;

import org.jspecify.annotations.NullMarked;
