/** The services as they are packaged: what each needs, with which settings it is started, and whether it is up. */
@NullMarked
package io.aguacero.localstack.services;

import org.jspecify.annotations.NullMarked;
