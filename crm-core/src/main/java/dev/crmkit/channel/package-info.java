/**
 * The addresses by which records are reached: channels with consent, suppression, and the choice of a channel for a message.
 */
@NullMarked
package dev.crmkit.channel;

import org.jspecify.annotations.NullMarked;
