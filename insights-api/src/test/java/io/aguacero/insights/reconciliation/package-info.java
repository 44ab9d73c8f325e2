@NullMarked
package io.aguacero.insights.reconciliation;

import org.jspecify.annotations.NullMarked;
