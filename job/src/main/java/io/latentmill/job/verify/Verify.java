package io.latentmill.job.verify;

import io.latentmill.job.ledger.AttemptDirectory;
import io.latentmill.job.ledger.AttemptOutput;
import io.latentmill.job.ledger.Holder;
import io.latentmill.job.ledger.Ledger;
import io.latentmill.job.ledger.LedgerOptions;
import io.latentmill.job.ledger.LedgerPlace;
import io.latentmill.job.ledger.LedgerPlaces;
import io.latentmill.job.ledger.LedgerView;
import io.latentmill.job.ledger.Manifest;
import io.latentmill.job.ledger.Strays;
import io.latentmill.job.plan.Plan;
import io.latentmill.job.run.FrozenPlan;
import io.latentmill.job.run.RunFailedException;
import io.latentmill.job.run.RunOptions;
import io.latentmill.job.run.RunRecord;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Proves that an output is complete and undamaged, or says what is wrong. Reads every byte, trusts
 * manifests only, takes no lease and writes nothing. That chunks are still to be generated is a
 * finding like any other: nothing found means that all of the plan is there. Of an output that a
 * run is writing to, this finds what is under way.
 */
public final class Verify {
  /** Few enough for the driver's memory, enough to keep a cluster busy. */
  private static final int CHUNKS_AT_ONCE = 32;

  private final SparkSession spark;
  private final Path output;
  private final LedgerPlace place;
  private final LedgerView view;
  private final Findings findings = new Findings();
  private final FileCheck files;

  private Verify(SparkSession spark, Path output, LedgerPlace place, LedgerView view) {
    this.spark = spark;
    this.output = output;
    this.place = place;
    this.view = view;
    this.files = new FileCheck(spark, output, findings);
  }

  /**
   * What to verify.
   *
   * @param output an output of {@code generate}, on any Hadoop FileSystem
   * @param rerender share of the generated rows to render again, above 0 and at most 1; empty: none
   * @param device for these, as for {@code generate}
   */
  public record Options(String output, OptionalDouble rerender, RunOptions.DeviceChoice device) {
    public Options {
      if (rerender.isPresent() && !(rerender.getAsDouble() > 0 && rerender.getAsDouble() <= 1)) {
        throw LatentmillException.user(
            "--rerender %s is not above 0 and at most 1", rerender.getAsDouble());
      }
    }
  }

  /**
   * Runs.
   *
   * @throws LatentmillException (user, model) if there is no such output, or its model cannot
   *     render again
   * @throws RunFailedException if the output cannot be read at all
   */
  public static VerifyReport run(SparkSession spark, Options options) {
    Configuration configuration = spark.sessionState().newHadoopConf();
    RunRecord record = RunRecord.read("verify", options.output(), configuration);
    Optional<Rerender> rerender =
        options.rerender().isPresent()
            ? Optional.of(Rerender.of(spark, record, options))
            : Optional.empty();
    try {
      LedgerPlace place = LedgerPlaces.forReading(record.output(), configuration);
      LedgerView view = Ledger.view(place);
      Verify verify = new Verify(spark, record.output(), place, view);
      verify.unnamed(Ledger.strays(place, view));
      return verify.report(rerender);
    } catch (IOException e) {
      throw new RunFailedException(
          "Cannot read %s: %s".formatted(record.output(), e.getMessage()), e);
    }
  }

  private void unnamed(Strays strays) {
    strays.directories().stream().map(AttemptDirectory::path).forEach(this::unnamed);
    strays.strangers().forEach(this::unnamed);
  }

  private void unnamed(String path) {
    findings.add(path + " is named by no manifest");
  }

  private VerifyReport report(Optional<Rerender> rerender) throws IOException {
    boolean planIsIntact = files.planIsIntact(view.planIncrements());
    Set<Integer> intact = intactChunks();
    Optional<VerifyReport.Rerendered> rerendered = Optional.empty();
    if (planIsIntact) {
      Plan plan = FrozenPlan.open(spark, output, view);
      complete(plan);
      new RowCheck(spark, output, plan, findings).check(view, intact);
      rerendered = rerender.map(again -> again.run(plan, view, intact, findings));
    }
    return new VerifyReport(
        findings.lines(),
        view.committedChunks().size(),
        view.rows().rows(),
        files.files(),
        files.bytes(),
        rerendered,
        findings.lines().isEmpty() ? Optional.empty() : run());
  }

  private Optional<String> run() throws IOException {
    return Ledger.liveHolder(place, LedgerOptions.defaults()).map(Holder::toString);
  }

  /** The committed chunks all of whose files are as they were written. */
  private Set<Integer> intactChunks() {
    ImageFileCheck images = new ImageFileCheck(spark, output, findings);
    Set<Integer> all = new TreeSet<>();
    Iterator<Manifest> manifests = view.eachManifest().iterator();
    while (manifests.hasNext()) {
      List<Manifest> intact = intact(next(manifests));
      images.check(intact);
      intact.forEach(manifest -> all.add(manifest.chunk()));
    }
    return all;
  }

  private static List<Manifest> next(Iterator<Manifest> manifests) {
    List<Manifest> group = new ArrayList<>();
    while (manifests.hasNext() && group.size() < CHUNKS_AT_ONCE) {
      group.add(manifests.next());
    }
    return group;
  }

  private List<Manifest> intact(List<Manifest> group) {
    Set<String> damaged =
        files.damaged(group.stream().flatMap(manifest -> manifest.outputs().stream()).toList());
    return group.stream()
        .filter(
            manifest ->
                manifest.outputs().stream()
                    .map(AttemptOutput::directory)
                    .noneMatch(damaged::contains))
        .toList();
  }

  private void complete(Plan plan) {
    long missing =
        plan.chunks().stream()
            .filter(chunk -> !view.committedChunks().containsKey(chunk.chunk()))
            .count();
    if (view.planAttempts().isEmpty()) {
      findings.add("nothing is planned yet");
    } else if (missing > 0) {
      findings.add(
          "%d of %d chunks are still to be generated".formatted(missing, plan.chunks().size()));
    }
  }
}
