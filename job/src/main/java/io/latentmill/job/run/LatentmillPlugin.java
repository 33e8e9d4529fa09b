package io.latentmill.job.run;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.latentmill.udf.sql.PipelineCache;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.scheduler.ExecutorDecommission;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.util.Utils;

/**
 * What runs on the driver and on every executor besides tasks: the line between the two, the
 * executors' check of themselves, and the metrics of both ({@link Figure}). Switched on by {@code
 * spark.plugins}.
 */
public final class LatentmillPlugin implements SparkPlugin {
  /** Shorter than the silence after which Spark takes an executor for dead. */
  private static final Duration HOLD = Duration.ofSeconds(60);

  /** Spark's id of the executor that a local master runs in the driver itself. */
  private static final String LOCAL = "driver";

  @Override
  public DriverPlugin driverPlugin() {
    return new OnDriver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new OnExecutor();
  }

  private static final class OnDriver implements DriverPlugin {
    @Override
    public Map<String, String> init(SparkContext context, PluginContext plugin) {
      DriverLine.INSTANCE.health().begin();
      context.addSparkListener(
          new SparkListener() {
            @Override
            public void onExecutorAdded(SparkListenerExecutorAdded added) {
              DriverLine.INSTANCE
                  .health()
                  .added(added.executorId(), added.executorInfo().executorHost());
            }

            @Override
            public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
              if (!removed.reason().startsWith(ExecutorDecommission.msgPrefix())) {
                DriverLine.INSTANCE.watch().died(removed.executorId());
              }
              DriverLine.INSTANCE.health().removed(removed.executorId());
            }
          });
      context.addSparkListener(new TaskBudget(context));
      return Map.of();
    }

    @Override
    public void registerMetrics(String application, PluginContext context) {
      // On a local master driver and executor share a process, and names must not meet.
      DriverLine.INSTANCE.meters().register(context.metricRegistry(), "run.");
    }

    @Override
    public Object receive(Object message) {
      if (message instanceof HealthNotice notice) {
        DriverLine.INSTANCE.health().reported(notice);
        return true;
      }
      return DriverLine.INSTANCE.receive((BatchNotice) message);
    }
  }

  private static final class OnExecutor implements ExecutorPlugin {
    @Override
    public void init(PluginContext context, Map<String, String> settings) {
      PlainDigits.everywhere();
      register(ExecutorLine.open(context), context);
      SelfCheck.of(context.conf()).ifPresent(check -> checkBeforeWork(check, context));
    }

    private static void register(ExecutorLine line, PluginContext context) {
      MetricRegistry registry = context.metricRegistry();
      line.meters().register(registry, "");
      registry.register("pipeline.loads", (Gauge<Long>) PipelineCache::loads);
      registry.register("batches.waiting", (Gauge<Integer>) line.waiting()::get);
      registry.register("process.memory.bytes", (Gauge<Long>) Memory::ofProcess);
      for (String gpu : gpus(context)) {
        if (gpu.matches("\\d{1,4}")) {
          int number = Integer.parseInt(gpu);
          registry.register(
              "gpu.%d.memory.bytes".formatted(number), (Gauge<Long>) () -> Memory.ofGpu(number));
        }
      }
    }

    /**
     * Spark gives work to an executor when its plugins have begun: this one's does not begin if
     * tasks would only fail. Spark then ends the executor, and the cluster manager may start
     * another, here or elsewhere.
     */
    private static void checkBeforeWork(SelfCheck check, PluginContext context) {
      Optional<String> fault = check.fault(gpus(context), context.conf());
      tell(
          context, new HealthNotice(context.executorID(), Utils.localHostName(), fault.orElse("")));
      boolean local = context.executorID().equals(LOCAL);
      if (fault.isPresent() && !local) {
        hold();
        throw new IllegalStateException(fault.get());
      }
    }

    private static List<String> gpus(PluginContext context) {
      ResourceInformation gpus = context.resources().get("gpu");
      return gpus == null ? List.of() : List.of(gpus.addresses());
    }

    private static void tell(PluginContext context, HealthNotice notice) {
      try {
        context.ask(notice);
      } catch (Exception e) {
        throw new IllegalStateException("Cannot reach the driver", e);
      }
    }

    /** Some managers start the next one at once, on the same host. */
    private static void hold() {
      try {
        Thread.sleep(HOLD.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
