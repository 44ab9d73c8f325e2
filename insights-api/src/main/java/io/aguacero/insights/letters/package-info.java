/** The dead letters of both paths: reading them where they stand, and replaying them through the door. */
@NullMarked
package io.aguacero.insights.letters;

import org.jspecify.annotations.NullMarked;
