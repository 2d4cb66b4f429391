package dev.crmkit.query;

import java.util.List;
import java.util.Map;

/**
 * How a storage serves a query. Immutable.
 *
 * @param fields whether an index serves it, for each attribute or system field that the query names, in the order of appearance
 * @param notes what else to know, as in "sorted in memory"; may be empty
 * @param storagePlan the storage's own plan, for people; empty if it has none
 */
public record QueryPlan(Map<String, Boolean> fields, List<String> notes, String storagePlan) {}
