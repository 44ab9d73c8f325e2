/** What the live page shows: one shared reading of everything, taken again and again while somebody looks. */
@NullMarked
package io.aguacero.insights.live;

import org.jspecify.annotations.NullMarked;
