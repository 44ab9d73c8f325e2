/**
 * Real servers as local processes: {@link io.aguacero.localstack.LocalKafka}, {@link
 * io.aguacero.localstack.LocalRabbitMq} and {@link io.aguacero.localstack.LocalValkey}, with the means to kill, freeze
 * and restart them. Nothing of them outlives the JVM that started them.
 */
@NullMarked
package io.aguacero.localstack;

import org.jspecify.annotations.NullMarked;
