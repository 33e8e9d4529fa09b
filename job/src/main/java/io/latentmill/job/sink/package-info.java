/**
 * Where rows become files. What enters: rows of the plan, what became of them and encoded images,
 * one shard at a time in plan order. What leaves: shards in one or more formats and their receipts.
 *
 * <p>All that is particular to a format stands in its {@link io.latentmill.job.sink.ShardFormat};
 * {@link io.latentmill.job.sink.SinkFormat} registers it, and nobody else asks which format it is.
 * Of the packages below, {@code card} and {@code table} build on this one, and this one on {@code
 * stored}, {@code metadata} and {@code commit}.
 */
package io.latentmill.job.sink;
