/** Container images of the services as they are packaged, made without Docker; nothing here ships. */
@NullMarked
package io.aguacero.images;

import org.jspecify.annotations.NullMarked;
