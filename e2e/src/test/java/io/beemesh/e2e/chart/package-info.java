/**
 * The chart: what it renders for every value, what it refuses, and an installation of it on a real node.
 *
 * <p>Owns the list of all values and what each is for. Must not start the provider by another way than the chart's.
 */
@NullMarked
package io.beemesh.e2e.chart;

import org.jspecify.annotations.NullMarked;
