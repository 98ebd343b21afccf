import { Component, type ComponentChildren } from "preact";
import { messageOf } from "../../thumbnails";

export interface ContainedProps {
  children: ComponentChildren;
  /** What it shows: with another it begins anew. */
  of?: unknown;
  failed(message: string): ComponentChildren;
}

/** What is in it may break without anything around it: then the message stands in its place. */
export class Contained extends Component<ContainedProps, { error: unknown }> {
  override state = { error: null };

  static override getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override componentDidUpdate(before: ContainedProps) {
    if (before.of !== this.props.of && this.state.error !== null) this.setState({ error: null });
  }

  override render() {
    const { error } = this.state;
    return error === null ? this.props.children : this.props.failed(messageOf(error));
  }
}
