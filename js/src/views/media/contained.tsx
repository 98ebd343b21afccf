import { Component, type ComponentChildren } from "preact";
import { messageOf } from "../../thumbnails";

export interface ContainedProps {
  children: ComponentChildren;
  failed(message: string): ComponentChildren;
}

/** What is in it may break without anything around it: then the message stands in its place. */
export class Contained extends Component<ContainedProps, { error: unknown }> {
  override state = { error: null };

  static override getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render() {
    const { error } = this.state;
    return error === null ? this.props.children : this.props.failed(messageOf(error));
  }
}
