package io.latentmill.udf.sql.row;

import java.util.Map;
import java.util.Optional;

/**
 * A row as the prompt table has it, in plain values (see {@link PlainValues}), nulls left out.
 *
 * @param request by request column
 * @param passthrough the other columns by name: they only tell rows apart
 * @param damage why the row could not be read whole
 */
public record PlainRow(
    Map<String, Object> request, Map<String, Object> passthrough, Optional<String> damage) {}
