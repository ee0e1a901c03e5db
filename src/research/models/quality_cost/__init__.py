"""What a child costs a center by age and quality: rooms, staff, shared cost, coverage."""

from research.models.quality_cost.corners import Corner, corners
from research.models.quality_cost.cost import AgeCost, CenterCost, build_center
from research.models.quality_cost.detail import RoomDetail, WorkerDetail
from research.models.quality_cost.model import CenterModel, has_rooms, read_center
from research.models.quality_cost.one_at_a_time import CenterSwing, one_at_a_time
from research.models.quality_cost.ranges import (
    AllocationRange,
    DrawnAge,
    StaffShare,
    costs_of,
    drawn_values,
    joint_range,
    over_allocations,
    staff_share,
)
from research.models.quality_cost.revenue import Coverage
from research.models.quality_cost.shape import Allocation

__all__ = [
    "AgeCost",
    "Allocation",
    "AllocationRange",
    "CenterCost",
    "CenterModel",
    "CenterSwing",
    "Corner",
    "Coverage",
    "DrawnAge",
    "RoomDetail",
    "StaffShare",
    "WorkerDetail",
    "build_center",
    "corners",
    "costs_of",
    "drawn_values",
    "has_rooms",
    "joint_range",
    "one_at_a_time",
    "over_allocations",
    "read_center",
    "staff_share",
]
