package io.latentmill.job.verify;

import io.latentmill.job.plan.PlanColumns;
import io.latentmill.job.run.BatchMaker;
import io.latentmill.job.run.DoneBatch;
import io.latentmill.job.run.RowBatches;
import io.latentmill.job.run.RowEncoder;
import io.latentmill.job.run.TaskSpec;
import io.latentmill.job.sink.stored.StoredChunk;
import io.latentmill.job.sink.stored.StoredFailures;
import io.latentmill.job.sink.stored.StoredSamples;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.GenerationResult.Failed;
import io.latentmill.udf.request.GenerationResult.Generated;
import io.latentmill.udf.sql.TaskDevice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Runs the planned batches that hold picked rows of a shard again, and compares these rows' images
 * with the stored ones.
 *
 * @param firstShard the shard of partition 0
 */
record RerenderTask(
    TaskSpec spec,
    SerializableConfiguration hadoop,
    StoredChunk chunk,
    int firstShard,
    RerenderPick pick)
    implements Function2<Integer, Iterator<Row>, Iterator<RerenderReceipt>> {

  @Override
  public Iterator<RerenderReceipt> call(Integer partition, Iterator<Row> rows) throws IOException {
    int shard = firstShard + partition;
    Configuration configuration = hadoop.value();
    TaskContext task = TaskContext.get();
    TaskDevice device = TaskDevice.of(task, spec.cpuOnly());
    BatchMaker maker = BatchMaker.of(spec, device, configuration);
    Set<String> failed = StoredFailures.read(configuration, chunk, shard).keySet();
    RerenderReceipt receipt = RerenderReceipt.none();
    try (StoredSamples stored = StoredSamples.open(configuration, chunk, spec.metadata(), shard)) {
      for (RowBatches batches = new RowBatches(rows); batches.hasNext(); ) {
        if (task.isInterrupted()) {
          throw new TaskKilledException("killed between batches");
        }
        receipt = receipt.plus(rerender(batches.next(), failed, maker, stored));
      }
    }
    return List.of(receipt).iterator();
  }

  private RerenderReceipt rerender(
      RowBatches.Batch batch, Set<String> failed, BatchMaker maker, StoredSamples stored)
      throws IOException {
    List<Integer> picked = new ArrayList<>();
    for (int slot = 0; slot < batch.rows().size(); slot++) {
      Row row = batch.rows().get(slot);
      String id = row.getAs("id");
      if (row.getAs(PlanColumns.INVALID) == null && !failed.contains(id) && pick.takes(id)) {
        picked.add(slot);
      }
    }
    RerenderReceipt receipt = RerenderReceipt.none();
    if (!picked.isEmpty()) {
      DoneBatch done = maker.make(batch);
      for (int slot : picked) {
        receipt =
            receipt.plus(
                compare(batch.rows().get(slot), done.outcomes().get(slot).result(), stored));
      }
    }
    return receipt;
  }

  private RerenderReceipt compare(Row planned, GenerationResult result, StoredSamples stored)
      throws IOException {
    if (result instanceof Failed failure) {
      return finding(failure.id(), "fails when it is rendered again: " + failure.message());
    }
    String id = result.id();
    byte[] again = new RowEncoder(spec).encode(planned, (Generated) result);
    OptionalInt difference = PixelDifference.of(id, stored.read(id).image().orElseThrow(), again);
    if (difference.isEmpty()) {
      return finding(id, "has another size when it is rendered again");
    }
    int levels = difference.getAsInt();
    return levels > PixelDifference.tolerance(spec.image())
        ? finding(id, "differs by %d levels when it is rendered again".formatted(levels))
            .plus(new RerenderReceipt(0, 0, levels, new ArrayList<>()))
        : new RerenderReceipt(1, levels == 0 ? 1 : 0, levels, new ArrayList<>());
  }

  private static RerenderReceipt finding(String id, String what) {
    return new RerenderReceipt(1, 0, 0, new ArrayList<>(List.of("id %s %s".formatted(id, what))));
  }
}
