// SPDX-License-Identifier: Apache-2.0
//! What a person does in several motions: each a batch of its own, as from the hardware.

use crate::event::Input;
use crate::hand;
use crate::rect::Rect;
use crate::scancode;
use crate::window::{Edge, WindowId};
use crate::world::World;

/// How far the pointer goes at a time while it drags.
const STRIDE: i32 = 8;

pub fn key(world: &mut World, name: &str, how: &str, character: Option<&str>) -> Result<(), String> {
    let code = hand::scancode(name)?;
    let typed = match character {
        None => scancode::character(code, world.orbital.keyboard.shift_held()),
        Some("none") => '\0',
        Some(text) => text.chars().next().unwrap_or('\0'),
    };
    let press = |pressed| Input::Key { scancode: code, pressed, character: typed };
    match how {
        "down" => world.input(&[press(true)]),
        "up" => world.input(&[press(false)]),
        "tap" => {
            world.input(&[press(true)]);
            world.input(&[press(false)]);
        }
        _ => return Err(format!("a key goes down, up or is tapped, not {how}")),
    }
    Ok(())
}

pub fn type_text(world: &mut World, text: &str) -> Result<(), String> {
    for character in text.chars() {
        let (code, shift) = scancode::typing(character).ok_or_else(|| format!("no key types {character:?}"))?;
        let shift_key = |pressed| Input::Key { scancode: scancode::LEFT_SHIFT, pressed, character: '\0' };
        if shift {
            world.input(&[shift_key(true)]);
        }
        for pressed in [true, false] {
            world.input(&[Input::Key { scancode: code, pressed, character }]);
        }
        if shift {
            world.input(&[shift_key(false)]);
        }
    }
    Ok(())
}

pub fn click(world: &mut World, (x, y): (i32, i32), mask: u8) {
    if (world.orbital.pointer.x, world.orbital.pointer.y) != (x, y) {
        world.input(&[Input::Pointer { x, y }]);
    }
    world.input(&[Input::Buttons(mask)]);
    world.input(&[Input::Buttons(0)]);
}

pub fn drag(world: &mut World, (x, y): (i32, i32), (dx, dy): (i32, i32)) {
    world.input(&[Input::Pointer { x, y }]);
    world.input(&[Input::Buttons(1)]);
    let steps = (dx.abs().max(dy.abs()) / STRIDE).max(1);
    for step in 1..=steps {
        world.input(&[Input::Pointer { x: x + dx * step / steps, y: y + dy * step / steps }]);
    }
    world.input(&[Input::Buttons(0)]);
}

/// How the pointer goes when a border is dragged by so much.
pub fn border_step(edge: &str, by: i32) -> Result<(i32, i32), String> {
    match edge {
        "left" | "right" => Ok((by, 0)),
        "bottom" => Ok((0, by)),
        _ => Err(format!("no such border: {edge}")),
    }
}

/// Where a border is grabbed. Quirk: there are no corners: the borders are as long as the content, and the one point that two of
/// them share belongs to the content.
pub fn border(world: &World, id: WindowId, edge: &str) -> Result<(i32, i32), String> {
    let window = &world.orbital.windows[&id];
    let middle = |edge| {
        let rect = window.border_rect(edge);
        (rect.x + rect.w / 2, rect.y + rect.h / 2)
    };
    let at = match edge {
        "left" => middle(Edge::Left),
        "right" => middle(Edge::Right),
        "bottom" => middle(Edge::Bottom),
        _ => return Err(format!("no such border: {edge}")),
    };
    if !window.resizable {
        return Err(format!("window {id} has no borders"));
    }
    visible(world, id, at)
}

/// Beside the buttons, where a click only focuses.
pub fn title(world: &World, id: WindowId) -> Result<(i32, i32), String> {
    let rect = world.orbital.windows[&id].title_rect();
    if rect.is_empty() {
        return Err(format!("window {id} has no title bar"));
    }
    visible(world, id, (rect.x + 4, rect.y + rect.h / 2))
}

pub fn title_button(world: &World, id: WindowId, name: &str) -> Result<(i32, i32), String> {
    let window = &world.orbital.windows[&id];
    let (rect, there) = if name == "close" { (window.close_rect(), !window.unclosable) } else { (window.maximise_rect(), window.resizable) };
    if !there || window.title_rect().is_empty() {
        return Err(format!("window {id} has no button to {name} it"));
    }
    visible(world, id, (rect.x + rect.w / 2, rect.y + rect.h / 2))
}

/// A person cannot click what is behind another window.
fn visible(world: &World, id: WindowId, (x, y): (i32, i32)) -> Result<(i32, i32), String> {
    let order = &world.orbital.order;
    let in_front = (0..order.len()).filter_map(|at| order.front_to_back(at)).take_while(|&other| other != id);
    for other in in_front {
        let Some(window) = world.orbital.windows.get(&other) else { continue };
        let (left, right, bottom) = window.border_at(x, y);
        let hit = |rect: Rect| rect.contains(x, y);
        if hit(window.rect()) || hit(window.title_rect()) || left || right || bottom {
            return Err(format!("window {other} covers window {id} at {x} {y}"));
        }
    }
    Ok((x, y))
}
