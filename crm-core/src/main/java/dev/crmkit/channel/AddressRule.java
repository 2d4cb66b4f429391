package dev.crmkit.channel;

/** Whether records share addresses of a kind. Immutable. */
public enum AddressRule {
    /** Any number of records may have an address. */
    SHARED,
    /** At most one live record of each object has an address; records of different objects, such as a lead and the person it becomes, share it. */
    UNIQUE
}
