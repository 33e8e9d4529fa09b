/**
 * Where rows become files. What enters: rows of the plan, what became of them and encoded images,
 * one shard at a time in plan order. What leaves: shards in one or more formats and their receipts.
 */
package io.latentmill.job.sink;
